import { get, post } from '../../endpoint.js';

export interface CategoryQualification {
  /** One of these is needed. */
  readonly exter_list?: readonly {
    readonly inner_list: readonly { readonly name: string; readonly url?: string }[];
  }[];
  readonly remark?: string;
}

export interface AvailableCategory {
  readonly id: number;
  readonly name?: string;
  readonly level?: number;
  readonly father?: number;
  readonly children?: readonly number[];
  readonly sensitive_type?: number;
  /** Documents that are asked for. */
  readonly qualify?: CategoryQualification;
}

export interface AvailableCategories {
  readonly categories_list: { readonly categories: readonly AvailableCategory[] };
}

export interface CategoriesByTypeRequest {
  /** The kind of owner. */
  readonly verify_type?: number | undefined;
}

export interface ChosenCategory {
  readonly first: number;
  readonly first_name: string;
  readonly second: number;
  readonly second_name: string;
  readonly audit_status: number;
  readonly audit_reason?: string;
}

export interface ChosenCategories {
  readonly categories: readonly ChosenCategory[];
  /** How many may be added in a period. */
  readonly limit: number;
  /** How many may still be added in this period. */
  readonly quota: number;
  /** How many there may be. */
  readonly category_limit: number;
}

/** A document. */
export interface CategoryCertificate {
  /** Its name, from `qualify`. */
  readonly key: string;
  /** The `media_id` of its picture. */
  readonly value: string;
  /** Seconds since 1970. */
  readonly expire_time?: number | undefined;
  readonly is_permanent?: 0 | 1 | undefined;
}

export interface CategoryIds {
  readonly first: number;
  readonly second: number;
}

export interface NewCategory extends CategoryIds {
  /** The field is spelt so. */
  readonly certicates?: readonly CategoryCertificate[] | undefined;
}

export interface AddCategoriesRequest {
  readonly categories: readonly NewCategory[];
}

export interface ModifyCategoryRequest extends CategoryIds {
  /** The field is spelt so. */
  readonly certicates: readonly CategoryCertificate[];
}

/** What a mini program is about. What becomes of a change comes as `wxa_category_audit`. */
export const categoryEndpoints = {
  /** Categories that the mini program may choose. 获取可设置的所有类目. */
  listAvailable: get<void, AvailableCategories>('/cgi-bin/wxopen/getallcategories'),
  /** Categories that the mini program has chosen. 获取已设置的所有类目. */
  listChosen: get<void, ChosenCategories>('/cgi-bin/wxopen/getcategory'),
  /** Categories that a kind of owner may choose. 获取不同主体类型的类目. */
  listByType: post<CategoriesByTypeRequest, AvailableCategories>('/cgi-bin/wxopen/getcategoriesbytype', {
    repeatable: true,
  }),
  /** Chooses categories. 添加类目. */
  add: post<AddCategoriesRequest, void>('/cgi-bin/wxopen/addcategory'),
  /** Gives a category up. 删除类目. */
  delete: post<CategoryIds, void>('/cgi-bin/wxopen/deletecategory', { repeatable: true }),
  /** Replaces the documents of a category. 修改类目资质信息. */
  modify: post<ModifyCategoryRequest, void>('/cgi-bin/wxopen/modifycategory'),
};
