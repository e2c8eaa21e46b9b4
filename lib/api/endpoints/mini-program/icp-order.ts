/** Pictures, videos and letters are `media_id`s from `uploadMedia`. Places are codes. */
export interface IcpSubjectBase {
  readonly type: number;
  readonly name: string;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly address: string;
  readonly comment?: string | undefined;
}

/** Owners that are businesses or organizations. */
export interface IcpOrganization {
  readonly certificate_type: number;
  readonly certificate_number: string;
  readonly certificate_address: string;
  readonly certificate_photo?: string | undefined;
}

/** Who answers for the owner, or for the mini program. */
export interface IcpPrincipal {
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  readonly emergency_contact: string;
  readonly certificate_type: number;
  readonly certificate_number: string;
  /** `yyyyMMdd`. */
  readonly certificate_validity_date_start: string;
  /** `yyyyMMdd`. */
  readonly certificate_validity_date_end: string;
  readonly certificate_photo_front: string;
  readonly certificate_photo_back: string;
  readonly authorization_letter?: string | undefined;
  /** From `createVerifyTask`. */
  readonly verify_task_id?: string | undefined;
}

/** The owner. */
export interface IcpSubject {
  readonly base_info: IcpSubjectBase;
  /** Owners that are people. */
  readonly personal_info?: { readonly residence_permit?: string | undefined } | undefined;
  readonly organize_info?: IcpOrganization | undefined;
  readonly principal_info: IcpPrincipal;
  readonly legal_person_info?: { readonly name: string; readonly certificate_number: string } | undefined;
}

/** A permission that some contents need. */
export interface IcpPriorApproval {
  readonly type: number;
  readonly code?: string | undefined;
  readonly media?: string | undefined;
}

/** The mini program. */
export interface IcpApplet {
  readonly base_info: {
    readonly appid?: string | undefined;
    readonly name?: string | undefined;
    readonly service_content_types?: readonly number[] | undefined;
    readonly nrlx_details?: readonly IcpPriorApproval[] | undefined;
    readonly comment?: string | undefined;
  };
  readonly principal_info: IcpPrincipal;
}

export interface IcpMaterials {
  readonly commitment_letter?: readonly string[] | undefined;
  readonly business_name_change_letter?: readonly string[] | undefined;
  readonly party_building_confirmation_letter?: readonly string[] | undefined;
  readonly promise_video?: readonly string[] | undefined;
  readonly authenticity_responsibility_letter?: readonly string[] | undefined;
  readonly authenticity_commitment_letter?: readonly string[] | undefined;
  readonly website_construction_proposal?: readonly string[] | undefined;
  readonly subject_other_materials?: readonly string[] | undefined;
  readonly applets_other_materials?: readonly string[] | undefined;
  readonly holding_certificate_photo?: readonly string[] | undefined;
}

/** What is known of a person once the filing is done: no pictures. */
export type FiledIcpPrincipal = Partial<IcpPrincipal>;

/** The filing as it stands: no pictures and no videos. */
export interface FiledIcpOrder {
  readonly icp_subject: Omit<IcpSubject, 'principal_info'> & { readonly principal_info: FiledIcpPrincipal };
  readonly icp_applets: Omit<IcpApplet, 'principal_info'> & { readonly principal_info: FiledIcpPrincipal };
}
